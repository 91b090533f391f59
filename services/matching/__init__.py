"""Matching as a service: answers to proposals, refitting, ranking, checks."""
