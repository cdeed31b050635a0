// The texts that validation and defaulting derive from values: addresses, schedules, image tags, diffs of structs.
import { describe, expect, it } from 'vitest';
import { defaultPullPolicy, imageTag } from '../defaults/image-reference.ts';
import { celProblem, deviceProblem, policyCompiler } from './cel.ts';
import { scheduleProblem } from './cron-schedule.ts';
import { unifiedDiff } from './diff.ts';
import { indented, internalForm } from './internal-form.ts';
import { ipText, isIp, isIpv6, parseCidr, parseIp } from '../../kube/ip.ts';

describe('images', () => {
  it.each([
    ['nginx', 'latest', 'Always'],
    ['nginx:latest', 'latest', 'Always'],
    ['nginx:1.25', '1.25', 'IfNotPresent'],
    ['registry.example.com:5000/a/b', 'latest', 'Always'],
    ['registry.example.com:5000/a/b:v1', 'v1', 'IfNotPresent'],
    ['nginx@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef', '', 'IfNotPresent'],
    ['NOT A REFERENCE', '', 'IfNotPresent'],
  ])('%s', (image, tag, policy) => {
    expect(imageTag(image)).toBe(tag);
    expect(defaultPullPolicy(image)).toBe(policy);
  });
});

describe('schedules', () => {
  it.each(['* * * * *', '*/5 0-6 1,15 jan-mar mon-fri', '@daily', '@every 1h30m', '0 0 * * SUN', '? * * * ?'])('%s can be kept', (schedule) => {
    expect(scheduleProblem(schedule)).toBeUndefined();
  });

  it.each([
    ['', 'empty spec string'],
    ['* * * *', 'expected exactly 5 fields, found 4: [* * * *]'],
    ['60 * * * *', 'end of range (60) above maximum (59): 60'],
    ['@often', 'unrecognized descriptor: @often'],
  ])('%s cannot', (schedule, problem) => {
    expect(scheduleProblem(schedule)).toBe(problem);
  });
});

describe('addresses', () => {
  it('reads both families and refuses the rest', () => {
    expect(parseIp('10.0.0.1')).toHaveLength(4);
    expect(isIp('::1')).toBe(true);
    expect(isIpv6('2001:db8::1')).toBe(true);
    for (const wrong of ['10.0.0', '10.0.0.256', '', ':::', 'a']) expect(isIp(wrong), wrong).toBe(false);
    expect(parseCidr('10.96.0.0/16')).toBeDefined();
    expect(parseCidr('10.96.0.0/33')).toBeUndefined();
    expect(ipText(parseIp('10.96.0.10') ?? [])).toBe('10.96.0.10');
  });
});

describe('structs in error texts', () => {
  it('has all fields by their Go names', () => {
    expect(internalForm('ServicePort', { port: 80, targetPort: 80 })).toEqual({ Name: '', Protocol: '', AppProtocol: null, Port: 80, TargetPort: 80, NodePort: 0 });
    expect(internalForm('PodSpec', { hostNetwork: true })['SecurityContext']).toMatchObject({ HostNetwork: true, RunAsUser: null });
  });

  it('shows what differs with three lines around it', () => {
    const [before, after] = ['a', 'b'].map((image) => indented({ one: 1, two: 2, three: 3, four: 4, image, five: 5, six: 6, seven: 7, eight: 8 }));
    expect(unifiedDiff(before ?? '', after ?? '')).toBe('@@ -3,7 +3,7 @@\n  "two": 2,\n  "three": 3,\n  "four": 4,\n- "image": "a",\n+ "image": "b",\n  "five": 5,\n  "six": 6,\n  "seven": 7,\n');
    expect(unifiedDiff('x', 'x')).toBe('');
  });
});

describe('CEL', () => {
  it('finds what cannot be compiled or is no condition', () => {
    const compiler = policyCompiler({});
    expect(celProblem(compiler, 'object.spec.replicas <= 5 && has(object.metadata.labels)', ['bool'])).toBeUndefined();
    expect(celProblem(compiler, '1 + 1', ['bool'])).toBe('must evaluate to bool but got int');
    expect(celProblem(compiler, 'object.spec.flag', ['bool'])).toBe('must evaluate to bool but got dyn');
    expect(celProblem(compiler, 'object.spec..x', [])).toBe("compilation failed: ERROR: <input>:1:13: Syntax error: no viable alternative at input '..'\n | object.spec..x\n | ............^");
    expect(celProblem(compiler, 'params.x', [])).toBe("compilation failed: ERROR: <input>:1:1: undeclared reference to 'params' (in container '')\n | params.x\n | ^");
    expect(celProblem(compiler, 'request.usr', [])).toBe("compilation failed: ERROR: <input>:1:8: undefined field 'usr'\n | request.usr\n | .......^");
    expect(compiler.addVariable('n', '1')).toBeUndefined();
    expect(celProblem(compiler, 'variables.n', ['string'])).toBe('must evaluate to string but got int');
    expect(celProblem(compiler, "authorizer.group('apps').resource('deployments').check('create').allowed()", ['bool'])).toBeUndefined();
    expect(deviceProblem('device.driver == "gpu.example.com" && device.capacity["gpu.example.com"].memory.isGreaterThan(quantity("1Gi"))')).toBeUndefined();
    expect(deviceProblem('object.x')).toMatch(/undeclared reference to 'object'/);
  });
});
