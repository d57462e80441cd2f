"""What is kept: the tables, the way in, and the migrations. Nothing here decides anything."""
