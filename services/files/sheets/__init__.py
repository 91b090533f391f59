"""Sheets: what is in a file, as a person sees it. Strangers' files are opened in a sandbox."""
