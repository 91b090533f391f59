"""Files that people send, and forms and papers for them.

In: sheets → tables → cells → intake → commands. Out: exports, and the period report.
"""
