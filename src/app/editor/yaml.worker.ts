// The YAML language server's worker, in a file of its own so that the bundler finds it.
import 'monaco-yaml/yaml.worker.js';
