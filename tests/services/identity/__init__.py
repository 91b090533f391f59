"""Tests of who gets in, below the pages."""
