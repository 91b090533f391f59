"""The words that the demo county is written with, a file a trade or track."""
