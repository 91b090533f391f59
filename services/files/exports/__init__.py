"""Exports: lists and forms for people, which can be read in again."""
