"""The gateway for cameras and programs that speak FTP or SFTP: each file goes to `incoming` once it is whole."""
