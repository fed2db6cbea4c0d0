"""What leaves the portal as data."""
