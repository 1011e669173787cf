"""One function for each thing a person does to the register."""
