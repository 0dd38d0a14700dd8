"""Photos from the camera: who may send them by FTP and SFTP, and for which release."""
