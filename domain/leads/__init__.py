"""From a consent to a decided lead: what a receiver is given, when, and what it answers."""
