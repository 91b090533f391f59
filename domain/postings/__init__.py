"""Needs and offerings: one life-cycle, their contents on six tracks, the rules between them."""
