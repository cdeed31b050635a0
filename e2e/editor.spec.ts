// The editor: a file with a mistake is checked by Kubernetes, put right by a quick fix, compared with the cluster and applied; the way between line and object.
import { expect, test } from '@playwright/test';
import { Sandbox } from './page.ts';

const file = ['apiVersion: apps/v1', 'kind: Deployment', 'metadata:', '  name: web', '  label:', '    app: web', 'spec:', '  replicas: 2', '  selector:', '    matchLabels:', '      app: web', '  template:', '    metadata:', '      labels:', '        app: web', '    spec:', '      containers:', '      - name: nginx', '        image: nginx:1.25', '---', 'apiVersion: v1', 'kind: Service', 'metadata:', '  name: web', 'spec:', '  selector:', '    app: web', '  ports:', '  - port: 80'];

test('a manifest from its mistake to the cluster, and back from the object to its line', async ({ page }) => {
  const sandbox = new Sandbox(page);
  await sandbox.open();
  await sandbox.run(`printf '%s\\n' ${file.map((line) => `'${line}'`).join(' ')} > web.yaml`);
  await page.locator('#side-editor').click();
  await page.getByRole('button', { name: 'web.yaml', exact: true }).click();
  await expect(page.getByTestId('documents').getByRole('listitem')).toHaveCount(2);
  await expect(page.getByRole('button', { name: /unknown field "metadata\.label"/ })).toBeVisible();
  await page.locator('.view-lines').getByText('label', { exact: true }).first().click();
  await expect(page.locator('.monaco-editor.focused')).toBeVisible();
  await page.keyboard.press('Control+.');
  await expect(page.locator('.action-widget .monaco-list-row.focused')).toContainText("'label'을(를) 'labels'(으)로 바꾸기");
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('problems')).toHaveText('문제 없음');

  await page.getByRole('button', { name: '적용', exact: true }).click();
  await sandbox.waitFor(/deployment\.apps\/web created[\s\S]*service\/web created/);
  await expect(page.getByTestId('documents')).toContainText('같음');
  await sandbox.run('kubectl scale deployment web --replicas=4; kubectl delete service web');
  await expect(page.getByTestId('documents')).toContainText('아직 없음');
  await page.getByTestId('compare').click();
  await expect(page.getByTestId('file-diff')).toContainText('replicas: 4');
  await page.getByTestId('compare').click();

  await page.getByRole('button', { name: '그림에서 보기: Deployment/web' }).click();
  await page.locator('#view-workloads').click();
  await expect(page.getByTestId('workload-web')).toHaveAttribute('aria-pressed', 'true');
  await page.locator('#side-inspector').click();
  await page.getByTestId('open-file').click();
  await expect(page.getByTestId('editor')).toBeVisible();
});

test('the line’s object is marked in the diagram by itself; a kind that the cluster was taught is checked', async ({ page }) => {
  const sandbox = new Sandbox(page);
  await sandbox.open();
  await sandbox.run('kubectl create deployment web --image=nginx:1.25 --dry-run=client -o yaml > web.yaml; echo --- >> web.yaml; kubectl create service clusterip web --tcp=80 --dry-run=client -o yaml >> web.yaml; kubectl apply -f web.yaml; kubectl wait --for=condition=Available deployment/web --timeout=60s');
  await page.locator('#side-editor').click();
  await page.getByRole('button', { name: 'web.yaml', exact: true }).click();
  const pod = page.locator('[data-testid^="pod-web-"]');
  await expect(pod).toHaveAttribute('data-pointed', 'true');
  await page.locator('#view-network').click();
  await expect(page.getByTestId('service-web')).toHaveAttribute('data-pointed', 'false');
  await page.getByTestId('documents').getByRole('button', { name: /^Service\/web/ }).click();
  await expect(page.getByTestId('service-web')).toHaveAttribute('data-pointed', 'true');
  // What is only pointed at is not picked: the editor stays in front.
  await expect(page.locator('#side-editor')).toHaveAttribute('aria-selected', 'true');

  const definition = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: 'backups.example.com' }, spec: { group: 'example.com', scope: 'Namespaced', names: { kind: 'Backup', plural: 'backups', singular: 'backup' }, versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', properties: { spec: { type: 'object', properties: { keep: { type: 'integer', minimum: 1 } } } } } } }] } };
  await sandbox.run(`printf 'apiVersion: example.com/v1\\nkind: Backup\\nmetadata:\\n  name: nightly\\nspec:\\n  keep: 0\\n' > backup.yaml`);
  await page.getByRole('button', { name: 'backup.yaml', exact: true }).click();
  await expect(page.getByRole('button', { name: /no matches for kind "Backup"/ })).toBeVisible();
  await sandbox.run(`kubectl create -f - <<< '${JSON.stringify(definition)}'`);
  await expect(page.getByRole('button', { name: /spec\.keep in body should be greater than or equal to 1/ })).toBeVisible();
  await expect(page.getByTestId('documents')).toContainText('아직 없음');
});

test('a new file begins with a template', async ({ page }) => {
  const sandbox = new Sandbox(page);
  await sandbox.open();
  await page.locator('#side-editor').click();
  await page.getByRole('button', { name: '새 파일' }).click();
  await expect(page.getByRole('textbox', { name: /파일 이름/ })).toBeFocused();
  await page.keyboard.insertText('new.yaml');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('editor').locator('.monaco-editor').first()).toBeVisible({ timeout: 20_000 });
  await expect(page.locator('.monaco-editor.focused')).toBeVisible();
  await page.keyboard.type('CronJ', { delay: 60 });
  await expect(page.locator('.suggest-widget .monaco-list-row.focused')).toContainText('CronJob');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('documents')).toContainText('CronJob/tick');
  await expect(page.getByTestId('problems')).toHaveText('문제 없음');
});
