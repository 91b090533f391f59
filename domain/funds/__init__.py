"""The name list of enterprises that money is meant for."""
