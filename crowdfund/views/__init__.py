"""The pages of CrowdFund Kent: public ones, and those on which organisations apply."""
