"""The directory as Open Referral UK 3.0 has it: https://docs.openreferraluk.org/.

`shapes` turns entries into the standard's objects, `questions` reads its query parameters, `schemas` and `openapi`
describe both to machines, and `views` answers. Only what is published is seen here.
"""
