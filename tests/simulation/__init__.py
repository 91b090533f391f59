"""A simulation of the whole house in one thread, by a seed.

A scheduler draws who is next: people, the rounds of `docking up`, somebody who reads the log, the
clock, an outage, a crash. Two processes work on one folder (`up` and the web); each call of either
to the disk or the network is a place where it may fail, fail after it was done, end the process,
or let the other one go on. Time is a number. The same seed always gives the same story.

    python -m tests.simulation --seeds N [--seed S] [--steps M]    and    --controls

`world.py` has the world and its actors, `faults.py` what may go wrong, `people.py` what people
do, `oracles.py` what must hold, `controls.py` broken variants that the oracles must find.
"""
