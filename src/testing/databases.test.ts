// Databases in Pods: what they demand at the start, who may come in, and which data outlives which end.
import { beforeAll, expect, test } from 'vitest';
import { createWorld } from '../engine/world/world.ts';
import { Typist } from './typist.ts';

let t: Typist;
beforeAll(() => {
  const world = createWorld({ seed: 13, startMs: 1_800_000_000_000, pace: 'fast', nodes: 2, addons: true });
  world.clock.runFor(5000);
  t = new Typist(world);
});

/** A StatefulSet-like single Pod on a claim (or an emptyDir), behind a Service of its name. */
function database(name: string, image: string, env: Readonly<Record<string, string>>, path: string, volume: string): void {
  const variables = Object.entries(env).map(([key, value]) => `{name: ${key}, value: "${value}"}`).join(', ');
  const lines = [
    'apiVersion: v1', 'kind: PersistentVolumeClaim', `metadata: {name: ${name}}`, 'spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}', '---',
    'apiVersion: v1', 'kind: Service', `metadata: {name: ${name}}`, `spec: {clusterIP: None, selector: {app: ${name}}}`, '---',
    'apiVersion: apps/v1', 'kind: StatefulSet', `metadata: {name: ${name}}`, `spec:`, `  serviceName: ${name}`, `  selector: {matchLabels: {app: ${name}}}`, '  template:', `    metadata: {labels: {app: ${name}}}`, '    spec:', '      terminationGracePeriodSeconds: 5', '      containers:',
    `      - {name: db, image: "${image}", env: [${variables}], volumeMounts: [{name: data, mountPath: ${path}, subPath: db}]}`, `      volumes: [{name: data, ${volume}}]`,
  ];
  t.run(`printf '${lines.join('\\n')}\\n' | kubectl apply -f -`);
  t.run(`kubectl rollout status statefulset/${name} --timeout=120s; sleep 10`);
}
const restart = (name: string): void => {
  t.run(`kubectl delete pod ${name}-0 && kubectl rollout status statefulset/${name} --timeout=120s; sleep 10`);
};
const claim = (name: string): string => `persistentVolumeClaim: {claimName: ${name}}`;

test('MySQL', () => {
  t.run('kubectl run bare --image=mysql:8.0 --restart=Never; sleep 5');
  expect(t.run('kubectl logs bare')).toMatch(/\[ERROR\] \[Entrypoint\]: Database is uninitialized and password option is not specified\n {4}You need to specify one of the following as an environment variable:\n {4}- MYSQL_ROOT_PASSWORD/);
  database('my', 'mysql:8.4', { MYSQL_ROOT_PASSWORD: 'secret', MYSQL_DATABASE: 'shop' }, '/var/lib/mysql', claim('my'));
  const sql = (text: string, how = '-psecret'): string => t.run(`kubectl exec my-0 -- mysql -uroot ${how} shop -e "${text}" 2>&1`).replace('mysql: [Warning] Using a password on the command line interface can be insecure.\n', '');
  expect(sql('SELECT 1', '-pwrong')).toContain("ERROR 1045 (28000): Access denied for user 'root'@'localhost' (using password: YES)");
  sql("CREATE TABLE items (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(20) NOT NULL, price INT); INSERT INTO items (name, price) VALUES ('tea', 3), ('cake', 5)");
  expect(sql('SELECT name, price FROM items WHERE price > 3 ORDER BY id')).toBe('name\tprice\ncake\t5');
  expect(sql('SELECT count(*), sum(price) FROM items')).toBe('count(*)\tsum(price)\n2\t8');
  expect(sql('SELEC 1')).toContain("ERROR 1064 (42000) at line 1: You have an error in your SQL syntax; check the manual that corresponds to your MySQL server version for the right syntax to use near 'SELEC 1' at line 1");
  expect(sql('SELECT * FROM nope')).toContain("ERROR 1146 (42S02) at line 1: Table 'shop.nope' doesn't exist");
  expect(sql("INSERT INTO items VALUES (1, 'x', 1)")).toContain("Duplicate entry '1' for key 'items.PRIMARY'");
  restart('my');
  expect(sql('SELECT name FROM items ORDER BY id')).toBe('name\ntea\ncake');
  // Another Pod, over the network; the monitor at a terminal shows boxes.
  expect(t.run('kubectl run cli --rm -it --restart=Never --image=mysql:8.4 -- mysql -h my -uroot -psecret -t -e "SELECT id, name FROM shop.items"')).toContain('| id | name |\n+----+------+\n|  1 | tea  |\n|  2 | cake |\n+----+------+');
  expect(t.run('kubectl exec my-0 -- mysqladmin ping')).toBe('mysqld is alive');
  expect(t.run('kubectl exec my-0 -- mysql -h nowhere -uroot -psecret 2>&1')).toContain("ERROR 2005 (HY000): Unknown MySQL server host 'nowhere' (-2)");
});

test('PostgreSQL', () => {
  t.run('kubectl run pg-bare --image=postgres:16 --restart=Never; sleep 5');
  expect(t.run('kubectl logs pg-bare')).toContain('Error: Database is uninitialized and superuser password is not specified.');
  database('pg', 'postgres:16', { POSTGRES_PASSWORD: 'secret', POSTGRES_DB: 'shop' }, '/var/lib/postgresql/data', claim('pg'));
  const sql = (text: string, more = ''): string => t.run(`kubectl exec pg-0 -- psql -U postgres -d shop ${more} -c "${text}" 2>&1`);
  expect(sql("CREATE TABLE items (id serial PRIMARY KEY, name text NOT NULL, price int)")).toBe('CREATE TABLE');
  expect(sql("INSERT INTO items (name, price) VALUES ('tea', 3), ('cake', 5)")).toBe('INSERT 0 2');
  expect(sql('SELECT id, name, price FROM items')).toBe(' id | name | price \n----+------+-------\n  1 | tea  |     3\n  2 | cake |     5\n(2 rows)');
  expect(sql('UPDATE items SET price = price + 1 WHERE name = \'tea\'')).toBe('UPDATE 1');
  expect(sql('SELECT sum(price) FROM items', '-tA')).toBe('9');
  expect(sql('SELECT * FROM nope')).toBe('ERROR:  relation "nope" does not exist\ncommand terminated with exit code 1');
  expect(sql("INSERT INTO items (name, price) VALUES ('x', 'y')")).toContain('ERROR:  invalid input syntax for type integer: "y"');
  restart('pg');
  expect(sql('SELECT count(*) FROM items', '-tA')).toBe('2');
  expect(t.run('kubectl exec pg-0 -- pg_isready')).toBe('/var/run/postgresql:5432 - accepting connections');
  t.run('kubectl run pgcli --image=postgres:16 --command -- sleep infinity && kubectl wait --for=condition=Ready pod/pgcli');
  expect(t.run('kubectl exec pgcli -- psql -h pg -U postgres -d shop -c "SELECT 1" 2>&1')).toContain('psql: error: connection to server at "pg", port 5432 failed: fe_sendauth: no password supplied');
  expect(t.run('kubectl exec pgcli -- env PGPASSWORD=wrong psql -h pg -U postgres -c "SELECT 1" 2>&1')).toContain('FATAL:  password authentication failed for user "postgres"');
  expect(t.run('kubectl exec pgcli -- psql postgres://postgres:secret@pg:5432/shop -tAc "SELECT name FROM items WHERE price = 5"')).toBe('cake');
});

test('data dies with an emptyDir’s Pod, and outlives a container there', () => {
  database('tmp', 'postgres:16', { POSTGRES_PASSWORD: 'secret' }, '/var/lib/postgresql/data', 'emptyDir: {}');
  const sql = (text: string): string => t.run(`kubectl exec tmp-0 -- psql -U postgres -tA -c "${text}" 2>&1`);
  sql('CREATE TABLE kept (id int)');
  expect(sql('SELECT count(*) FROM kept')).toBe('0');
  t.run('kubectl exec tmp-0 -- kill -INT 1; sleep 30; kubectl wait --for=condition=Ready pod/tmp-0');
  expect(t.run('kubectl get pod tmp-0 --no-headers')).toMatch(/1\/1 +Running +1 /);
  expect(sql('SELECT count(*) FROM kept')).toBe('0');
  restart('tmp');
  expect(sql('SELECT count(*) FROM kept')).toContain('relation "kept" does not exist');
});

test('Redis keeps a snapshot of what it had when it was told to stop, not when it was killed', () => {
  database('cache', 'redis:7', {}, '/data', claim('cache'));
  const cli = (words: string): string => t.run(`kubectl exec cache-0 -- redis-cli ${words}`);
  expect(cli('SET greeting hello')).toBe('OK');
  restart('cache');
  expect(cli('GET greeting')).toBe('hello');
  expect(t.run('kubectl logs cache-0')).toContain('DB loaded from disk');
  cli('SET greeting lost');
  t.run('chaos crash-container default/cache-0/db; sleep 30; kubectl rollout status statefulset/cache --timeout=60s');
  expect(cli('GET greeting')).toBe('hello');
});

test('MongoDB', () => {
  t.run('kubectl run half --image=mongo:7 --restart=Never --env=MONGO_INITDB_ROOT_USERNAME=root; sleep 5');
  expect(t.run('kubectl logs half')).toContain("error: missing 'MONGO_INITDB_ROOT_USERNAME' or 'MONGO_INITDB_ROOT_PASSWORD'");
  database('doc', 'mongo:7', { MONGO_INITDB_ROOT_USERNAME: 'root', MONGO_INITDB_ROOT_PASSWORD: 'secret' }, '/data/db', claim('doc'));
  const js = (text: string, who = '-u root -p secret'): string => t.run(`kubectl exec doc-0 -- mongosh ${who} --quiet --eval '${text}' 2>&1`);
  expect(js('db.users.find()', '')).toContain('MongoServerError: Command find requires authentication');
  expect(js('db.users.find()', '-u root -p wrong')).toContain('MongoServerError: Authentication failed.');
  expect(js('db.users.insertOne({name: "anna", age: 31})')).toMatch(/^\{ acknowledged: true, insertedId: ObjectId\('[0-9a-f]{24}'\) \}$|^\{\n {2}acknowledged: true,\n {2}insertedId: ObjectId\('[0-9a-f]{24}'\)\n\}$/);
  js('db.users.insertMany([{name: "ben", age: 25}, {name: "chul", age: 40}])');
  expect(js('db.users.countDocuments({age: {$gt: 30}})')).toBe('2');
  expect(js('db.users.updateOne({name: "ben"}, {$inc: {age: 1}})')).toContain('modifiedCount: 1');
  restart('doc');
  expect(js('db.users.findOne({name: "ben"})')).toMatch(/name: 'ben',\s+age: 26/);
  expect(js('db.adminCommand("ping")', '')).toBe('{ ok: 1 }');
  expect(t.run('kubectl run mcli --rm -i --restart=Never --image=mongo:7 -- mongosh mongodb://root:secret@doc:27017/test --quiet --eval "db.users.countDocuments()"')).toMatch(/^3$/m);
});
