#!/bin/sh
# Folders and links as the Liberty images have them, for a user nobody knows in group 0.
set -eu
grep -q '^default:' /etc/passwd || echo 'default:x:1001:0:mailbox-mcp:/opt/ol:/sbin/nologin' >> /etc/passwd
mkdir -p /logs /opt/ol/wlp/output/defaultServer
ln -sfn /opt/ol/wlp/usr/servers/defaultServer /config
ln -sfn /opt/ol/wlp/output/defaultServer /output
rm -rf /opt/ol/wlp/output/defaultServer/workarea
# whatever the user's number is, its group is 0, as OpenShift has it
chown -R 1001:0 /logs /opt/ol
chmod -R g+rwX /logs /opt/ol
chmod g+s /opt/ol /logs
