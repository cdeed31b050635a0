// The long help of kubectl create, word for word.
export const createLong = `Create a resource from a file or from stdin.

 JSON and YAML formats are accepted.`;

export const createExamples = `# Create a pod using the data in pod.json
kubectl create -f ./pod.json

# Create a pod based on the JSON passed into stdin
cat pod.json | kubectl create -f -

# Edit the data in registry.yaml in JSON then create the resource using the edited data
kubectl create -f registry.yaml --edit -o json`;
