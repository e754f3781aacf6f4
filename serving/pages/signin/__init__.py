"""Who is at the screen: sign-in, sessions and what every form must carry."""
