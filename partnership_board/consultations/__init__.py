"""The rules of consultations: when one is open, what may be answered, which answers are alike, what is counted."""
