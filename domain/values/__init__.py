"""Values that know their own rules: money, rates, dates, regions, industries, texts."""
