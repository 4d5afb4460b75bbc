package io.voddelete;

public final class Application {
    private Application() {}

    public static void main(String[] args) {}
}
