"""Files that people send, and forms for them: read behind a fence, and given back marked.

sheets (fence: workbook, formats) → headings, columns → line, reading, words → intake → commands
"""
