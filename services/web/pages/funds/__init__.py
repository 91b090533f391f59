"""Pages about funds: the name list that banks are asked to lend to first."""
