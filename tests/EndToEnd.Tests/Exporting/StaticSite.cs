using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;

namespace Steerlens.EndToEnd.Tests.Exporting;

/// <summary>A web server for files, at a port of its own of the loopback address.</summary>
internal sealed class StaticSite : IAsyncDisposable
{
    private readonly WebApplication _application;

    private StaticSite(WebApplication application) => _application = application;

    /// <summary>Where it is.</summary>
    public string Address => _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>Starts it.</summary>
    /// <param name="folders">What is served: a path such as <c>/node_modules</c>, empty for the root, and its folder.</param>
    public static async Task<StaticSite> StartAsync(params (string Path, string Folder)[] folders)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0));
        var application = builder.Build();
        var types = new FileExtensionContentTypeProvider { Mappings = { [".mjs"] = "text/javascript", [".onnx"] = "application/octet-stream" } };
        foreach (var (path, folder) in folders)
            application.UseStaticFiles(new StaticFileOptions { FileProvider = new PhysicalFileProvider(folder), RequestPath = path, ContentTypeProvider = types });
        application.MapGet("/favicon.ico", () => Results.NoContent());
        await application.StartAsync();
        return new StaticSite(application);
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
