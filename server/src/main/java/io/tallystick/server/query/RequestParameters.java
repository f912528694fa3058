package io.tallystick.server.query;

import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The query parameters of a request. Stateless. */
public final class RequestParameters {

  /** More than fit in the longest request line, so that no parameter is dropped silently. */
  private static final int PARAMETERS_MAX = 1 << 20;

  private RequestParameters() {}

  /** Decoded, each with its values in the order of the request. */
  public static Map<String, List<String>> of(ServiceRequestContext ctx) {
    String query = ctx.query();
    QueryParams params =
        QueryParams.fromQueryString(query == null ? "" : query, PARAMETERS_MAX, false);
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    for (String name : params.names()) {
      parameters.put(name, params.getAll(name));
    }
    return parameters;
  }
}
