"""Files that people send, and forms for them: read in a sandbox, and given back marked.

sheets (sandbox: workbook, formats) → headings, columns → row, reading, lists → intake → commands
"""
