"""What was awarded to whom, as the 360Giving Data Standard 1.4 says it: JSON, CSV and XLSX from the same rows."""
