// node lint.mjs: is every file below deploy, and the Containerfile, what its kind of file has to be? Says what is not.
import {execFileSync} from 'node:child_process';
import {readFileSync, readdirSync} from 'node:fs';
import {parseAllDocuments} from 'yaml';

const NOT_ITS_OWN = /^(kustomize\.config\.k8s\.io|apps\.openliberty\.io|monitoring\.coreos\.com)\//;
const problems = [];

for (const folder of ['kubernetes', 'openshift', 'monitoring']) {
  for (const file of readdirSync(`../${folder}`).filter(name => name.endsWith('.yaml'))) {
    for (const document of parseAllDocuments(readFileSync(`../${folder}/${file}`, 'utf8'))) {
      problems.push(...document.errors.map(error => `${file}: ${error.message}`));
      await check(`${folder}/${file}`, document.toJS());
    }
  }
}

const compose = parseAllDocuments(readFileSync('../../compose.yaml', 'utf8'))[0];
problems.push(...compose.errors.map(error => `compose.yaml: ${error.message}`));

const report = JSON.parse(run('node_modules/.bin/dockerfilelint', ['-o', 'json', '../../Containerfile']));
for (const issue of report.files.flatMap(file => file.issues)) {
  if (!issue.content.startsWith('HEALTHCHECK')) { // it knows none of its options
    problems.push(`Containerfile:${issue.line} ${issue.title}`);
  }
}

problems.forEach(problem => console.error(problem));
process.exit(problems.length === 0 ? 0 : 1);

/** By the schemas of Kubernetes; kinds that are not its own only have to be YAML. */
async function check(file, resource) {
  if (!resource.apiVersion || NOT_ITS_OWN.test(resource.apiVersion)) {
    return;
  }
  const models = await import(`kubernetes-models/${resource.apiVersion}`);
  try {
    new models[resource.kind](resource).validate();
  } catch (error) {
    problems.push(`${file}: ${error.message}`);
  }
}

/** The linter ends with 1 where it finds something. */
function run(command, args) {
  try {
    return execFileSync(command, args, {encoding: 'utf8'});
  } catch (error) {
    return error.stdout;
  }
}
