"""The web: pages for enterprises, banks, organizers and administrators; and the HTTP API."""
