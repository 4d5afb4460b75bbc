package io.voddelete.simulator;

/** The API errors that the simulator returns without a fault rule. */
enum ApiError {
    NO_SUCH_API(404, "APIGW.0101", "The API does not exist or has not been published in the environment"),
    UNAUTHENTICATED(401, "APIGW.0301", "Incorrect IAM authentication information: "),
    TOKEN_REFUSED(401, "APIGW.0307", "The token must be updated."),
    THROTTLED(429, "APIGW.0308", "The throttling threshold has been reached"),
    BAD_PARAMETER(400, "VOD.10053", "The request parameter is illegal, illegal field: "),
    BAD_DELETE_TYPE(403, "VOD.10053", "The request parameter is illegal, illegal field: {delete_type}."),
    WRONG_PROJECT(403, "VOD.10057", "Tenant ID verification failed."),
    NOT_FOUND(403, "VOD.10062", "Media asset or resource does not exist, please check."),
    BUSY(403, "VOD.10083", "The current media asset or resource status does not support this operation.");

    private final int status;
    private final String code;
    private final String message;

    ApiError(int status, String code, String message) {
        this.status = status;
        this.code = code;
        this.message = message;
    }

    /** Returns the error as a response. */
    SimulatedResponse reply() {
        return reply("");
    }

    /** Returns the error as a response, with details appended to its message. */
    SimulatedResponse reply(String particulars) {
        return SimulatedResponse.error(status, code, message + particulars);
    }
}
