"""Many entries at once: by a spreadsheet or by choosing them in the admin. Nothing changes before an officer has seen,
entry by entry, what would: the dry run is a BulkChange, and applying it is the only way in.
"""
