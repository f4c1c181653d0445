/** /device/v1/agents: where agents of others ask what to do and post what they have collected, in their own protocols. */
import { Readable } from 'node:stream';
import { agentIntakePath } from '@sekisho/contracts';
import { Type } from 'typebox';
import { type AnyRoute, defineRoute } from '../../platform/http/route.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import { type AgentCallsPorts, createAgentCalls } from './agent-calls.ts';
import { cleanLine } from './document.rules.ts';

export function agentCallRoutes(ports: AgentCallsPorts): AnyRoute[] {
  const answer = createAgentCalls(ports);
  return [
    defineRoute({
      method: 'POST',
      path: agentIntakePath,
      operationId: 'postAgentMessage',
      summary: 'Messages of agents of others (GLPI, FusionInventory, OCS): JSON or XML, plain or packed',
      access: {
        public: 'authenticated by HTTP basic authentication with the secret of an address made for such agents',
      },
      schema: { response: { 200: Type.String() } },
      anyBody: true,
      handler: async ({ request, reply, headers, language }) => {
        const body = request.body;
        if (!(body instanceof Readable)) throw new SekishoError('malformed-request');
        const answered = await answer({
          authorization: headers.authorization,
          speaksJson: headers['glpi-agent-id'] !== undefined,
          address: request.ip.replace(/^::ffff:(?=\d+\.)/, ''),
          agent: cleanLine(headers['user-agent'] ?? '', 100),
          language,
          body,
        });
        if (answered.challenge !== null) reply.header('www-authenticate', answered.challenge);
        return reply
          .code(answered.status)
          .type(answered.mediaType)
          .header('cache-control', 'no-store')
          .serializer((content: Buffer) => content as unknown as string)
          .send(answered.body);
      },
    }),
  ];
}
