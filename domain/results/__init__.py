"""What came of it: results that parties report, and statistics of the county."""
