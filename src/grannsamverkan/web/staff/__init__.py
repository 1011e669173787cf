"""The workspace of coordinator, police, administrator and contact, below /arbete."""
