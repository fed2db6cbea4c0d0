"""How good the directory's entries are: figures for everybody, and for officers the entries behind each figure."""
