/** How to ask from a program. */
import { ScrollBox } from '../picture/scroll-box.js';
import type { Frame, Page } from './frame.js';

/** A route of the interface, as its table has it. */
export interface ApiRoute {
  readonly method: string;
  readonly path: string;
  readonly says: string;
  readonly parameters: ReadonlyArray<{
    readonly name: string;
    readonly required?: boolean;
    readonly says: string;
  }>;
}

export const apiPage = (frame: Frame, root: string, routes: ReadonlyArray<ApiRoute>): Page => ({
  title: 'From a program',
  timeless: true,
  body: (
    <>
      <p>
        Every question of the command line is asked below <code>{root}</code>, with the names of the
        library, and answered as <code>--format json</code> prints it. An unknown parameter is an
        error. <a href={`${root}/openapi.json`}>OpenAPI 3.1</a> describes it for machines.
      </p>
      <ScrollBox name="A question from a shell">
        <pre>
          <code>{`curl -s '${frame.origin}${root}/holdings?insider=NAME&asOf=${frame.asOf}'`}</code>
        </pre>
      </ScrollBox>
      {routes.map((route) => (
        <section key={`${route.method} ${route.path}`}>
          <h2>
            <code>
              {route.method} {route.path}
            </code>
          </h2>
          <p>{route.says}</p>
          {route.parameters.length === 0 ? null : (
            <ScrollBox name={`Parameters of ${route.method} ${route.path}`}>
              <table class="parameters">
                <tbody>
                  {route.parameters.map(({ name, required, says }) => (
                    <tr key={name}>
                      <th scope="row">
                        <code>{name}</code>
                        {required === true ? <span class="how">required</span> : null}
                      </th>
                      <td>{says}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </ScrollBox>
          )}
        </section>
      ))}
    </>
  ),
});
