"""Backup and restore: all that can't be made again, of one moment, in two files."""
