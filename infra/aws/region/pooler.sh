# Makes a fresh Ubuntu into PgBouncer, one process a core. Lines before these set CONFIG (pgbouncer.ini), REGION and
# SECRETS (names in Secrets Manager, one a line).
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
apt-get update -q
apt-get install -yq pgbouncer python3-boto3
systemctl disable --now pgbouncer

cd /etc/pgbouncer
echo "$CONFIG" >pgbouncer.ini
curl -sSf -o rds.pem https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem
openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj /CN=pgbouncer -keyout server.key -out server.crt
echo "$SECRETS" >secrets

# Both of a login's users, the current and the one before, until the next rotation.
cat >refresh.py <<'PYTHON'
import boto3, json, os, sys
from botocore.exceptions import ClientError
client = boto3.client('secretsmanager', region_name=sys.argv[1])
users = {}
for name in open('/etc/pgbouncer/secrets').read().split():
    for stage in ('AWSPREVIOUS', 'AWSCURRENT'):
        try:
            value = json.loads(client.get_secret_value(SecretId=name, VersionStage=stage)['SecretString'])
        except ClientError as error:
            if stage == 'AWSPREVIOUS' and error.response['Error']['Code'] == 'ResourceNotFoundException':
                continue
            raise
        users[value['username']] = value['password']
text = ''.join(f'"{user}" "{password}"\n' for user, password in sorted(users.items()))
path = '/etc/pgbouncer/userlist.txt'
if not os.path.exists(path) or open(path).read() != text:
    with open(path + '.new', 'w', opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(text)
    os.rename(path + '.new', path)
    os.system('systemctl reload "pgbouncer@*"')
PYTHON
chown -R postgres:postgres .

cat >/etc/systemd/system/pgbouncer@.service <<'UNIT'
[Service]
User=postgres
ExecStart=/usr/sbin/pgbouncer /etc/pgbouncer/pgbouncer.ini
ExecReload=/bin/kill -HUP $MAINPID
Restart=always
LimitNOFILE=65536
UNIT
cat >/etc/systemd/system/pgbouncer-users.service <<UNIT
[Service]
Type=oneshot
ExecStart=/usr/bin/python3 /etc/pgbouncer/refresh.py $REGION
ExecStartPost=/bin/chown postgres:postgres /etc/pgbouncer/userlist.txt
UNIT
cat >/etc/systemd/system/pgbouncer-users.timer <<'UNIT'
[Timer]
OnUnitActiveSec=60
[Install]
WantedBy=timers.target
UNIT
systemctl daemon-reload
systemctl start pgbouncer-users
systemctl enable --now pgbouncer-users.timer
for core in $(seq "$(nproc)"); do systemctl start "pgbouncer@$core"; done
