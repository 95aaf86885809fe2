"""newsmill rewind: says where the workers go on, where offsets no longer mean what they did."""
