"""The rules of the scheme, pure: price, NIK, phone, money, regions, jobs, calendar, coverage, eligibility."""
