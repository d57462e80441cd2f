"""Teams: personal chat, group chats and channels, over Microsoft's bot framework, which stays behind `framework`."""
