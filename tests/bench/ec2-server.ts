/**
 * A loopback EC2 with 20 regions of 1,000 instances each, pages pre-rendered in the size that AWS sends (about 4 kB an
 * instance), in a process of its own so that it is not what is measured. Prints its port. Reference of the form:
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { benchRegions, instancesPerRegion } from './support/ec2-estate.ts';

const namespace = 'http://ec2.amazonaws.com/doc/2016-11-15/';
const document = (operation: string, inner: string) =>
  Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>\n<${operation}Response xmlns="${namespace}"><requestId>11111111-2222-3333-4444-555555555555</requestId>${inner}</${operation}Response>`,
  );

const digits = (n: number, length: number) => n.toString(16).padStart(length, '0');

function instance(region: string, n: number): string {
  const id = idOf(region, n);
  const address = `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;
  const tags = { Name: `web-${n}`, team: `team-${n % 25}`, env: ['prod', 'staging', 'dev'][n % 3]!, 'cost-center': `CC-${n % 40}` };
  const tagSet = Object.entries(tags).map(([key, value]) => `<item><key>${key}</key><value>${value}</value></item>`);
  const group = '<item><groupId>sg-0123456789abcdef0</groupId><groupName>default</groupName></item>';
  const volume = `vol-0${digits(n, 16)}`;
  return `<item><instanceId>${id}</instanceId><imageId>ami-0123456789abcdef0</imageId><instanceState><code>16</code><name>running</name></instanceState>
    <privateDnsName>ip-${address.replaceAll('.', '-')}.${region}.compute.internal</privateDnsName><dnsName/><reason/><keyName>ops</keyName><amiLaunchIndex>0</amiLaunchIndex>
    <productCodes/><instanceType>m7g.large</instanceType><launchTime>2026-01-02T03:04:05.000Z</launchTime>
    <placement><availabilityZone>${region}a</availabilityZone><groupName/><tenancy>default</tenancy></placement><monitoring><state>disabled</state></monitoring>
    <subnetId>subnet-0123456789abcdef0</subnetId><vpcId>vpc-0123456789abcdef0</vpcId><privateIpAddress>${address}</privateIpAddress><sourceDestCheck>true</sourceDestCheck>
    <groupSet>${group}</groupSet><architecture>arm64</architecture><rootDeviceType>ebs</rootDeviceType><rootDeviceName>/dev/xvda</rootDeviceName>
    <blockDeviceMapping><item><deviceName>/dev/xvda</deviceName><ebs><volumeId>${volume}</volumeId><status>attached</status><attachTime>2026-01-02T03:04:06.000Z</attachTime><deleteOnTermination>true</deleteOnTermination></ebs></item></blockDeviceMapping>
    <virtualizationType>hvm</virtualizationType><clientToken>token-${n}</clientToken><tagSet>${tagSet.join('')}</tagSet><hypervisor>xen</hypervisor>
    <networkInterfaceSet><item><networkInterfaceId>eni-0${digits(n, 16)}</networkInterfaceId><subnetId>subnet-0123456789abcdef0</subnetId><vpcId>vpc-0123456789abcdef0</vpcId><description/><ownerId>123456789012</ownerId><status>in-use</status><macAddress>02:00:00:00:00:01</macAddress><privateIpAddress>${address}</privateIpAddress><sourceDestCheck>true</sourceDestCheck><groupSet>${group}</groupSet><attachment><attachmentId>eni-attach-0${digits(n, 16)}</attachmentId><deviceIndex>0</deviceIndex><status>attached</status><attachTime>2026-01-02T03:04:05.000Z</attachTime><deleteOnTermination>true</deleteOnTermination><networkCardIndex>0</networkCardIndex></attachment><privateIpAddressesSet><item><privateIpAddress>${address}</privateIpAddress><primary>true</primary></item></privateIpAddressesSet><ipv6AddressesSet/><interfaceType>interface</interfaceType></item></networkInterfaceSet>
    <ebsOptimized>true</ebsOptimized><hibernationOptions><configured>false</configured></hibernationOptions><metadataOptions><state>applied</state><httpTokens>required</httpTokens><httpPutResponseHopLimit>2</httpPutResponseHopLimit><httpEndpoint>enabled</httpEndpoint></metadataOptions><platformDetails>Linux/UNIX</platformDetails><usageOperation>RunInstances</usageOperation></item>`;
}

function reservations(region: string): Buffer {
  const items = Array.from({ length: instancesPerRegion }, (_, n) => {
    const reservation = `<reservationId>r-0${digits(n, 16)}</reservationId><ownerId>123456789012</ownerId><groupSet/>`;
    return `<item>${reservation}<instancesSet>${instance(region, n)}</instancesSet></item>`;
  });
  return document('DescribeInstances', `<reservationSet>${items.join('')}</reservationSet>`);
}

const idOf = (region: string, n: number) => `i-0${digits(n, 6)}${Buffer.from(region).toString('hex').slice(-10).padStart(10, '0')}`;

const byRegion = new Map(benchRegions.map((region) => [region, reservations(region)]));
/** The console asks for instances in trouble; here nobody is. */
const empty = document('DescribeInstanceStatus', '<instanceStatusSet/>');
const identity = Buffer.from(
  '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/ops</Arn><UserId>AIDA</UserId><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>',
);
const noAlias = Buffer.from(
  '<ListAccountAliasesResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><ListAccountAliasesResult><IsTruncated>false</IsTruncated><AccountAliases/></ListAccountAliasesResult></ListAccountAliasesResponse>',
);

function answer(operation: string | null, region: string): Buffer {
  if (operation === 'DescribeInstances') return byRegion.get(region) ?? document('DescribeInstances', '<reservationSet/>');
  if (operation === 'GetCallerIdentity') return identity;
  return operation === 'ListAccountAliases' ? noAlias : empty;
}

const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    // The region is in the signature: Credential=KEY/DAY/REGION/SERVICE/aws4_request.
    const region = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const operation = new URLSearchParams(Buffer.concat(parts).toString()).get('Action');
    response.writeHead(200, { 'content-type': 'text/xml' }).end(answer(operation, region));
  });
});
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
process.on('SIGTERM', () => process.exit(0));
