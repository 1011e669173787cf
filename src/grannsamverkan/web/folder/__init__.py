"""The public site as a folder of files, for any web server or a USB stick."""
