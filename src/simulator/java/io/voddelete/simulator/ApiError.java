package io.voddelete.simulator;

/** The errors that the interface knows, as far as the simulator answers them of its own accord. */
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

    /** The error as an answer. */
    Reply reply() {
        return reply("");
    }

    /** The error as an answer, with the particulars of this case at the end of its message. */
    Reply reply(String particulars) {
        return Reply.error(status, code, message + particulars);
    }
}
