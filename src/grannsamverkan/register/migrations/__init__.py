"""The steps that bring a register of any age to today's form."""
