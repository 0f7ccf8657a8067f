"""Does the web server on this machine say that all is well? Exit status 0 or 1."""

import http.client
import os
import sys

port = int(os.environ.get("PORT") or 8000)
host = os.environ.get("ALLOWED_HOSTS", "127.0.0.1").split(",")[0].strip().lstrip(".")
server = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
try:
    server.request("GET", "/healthz/", headers={"Host": host})
    answer = server.getresponse()
    print(answer.read().decode())
    sys.exit(answer.status != 200)
except OSError as error:
    print(error)
    sys.exit(1)
