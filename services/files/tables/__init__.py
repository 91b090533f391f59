"""Tables: which kind of table a sheet is, where its headings stand, and what each column fills."""
