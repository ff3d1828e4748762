using System.Text;
using System.Text.Json;
using Steerlens.Kernels.Engines;
using Steerlens.Models;
using Steerlens.Pipeline.Commands.Parsing;
using Steerlens.Pipeline.Drives;
using Steerlens.Pipeline.Inspection;
using Steerlens.Pipeline.Live.Session;
using Steerlens.Pipeline.Live.Web;
using Steerlens.Pipeline.Measuring;
using Steerlens.Pipeline.Outputs;
using Steerlens.Pipeline.Tests.Video;
using Xunit.Abstractions;

namespace Steerlens.Pipeline.Tests.Fuzzing;

/// <summary>Whatever a file holds, its reader takes it or refuses it in one line, in little time and memory.</summary>
[Collection(nameof(FuzzRun))]
public sealed class ReaderFuzzTests(ITestOutputHelper output) : IDisposable
{
    private const long MostComputed = 20_000_000;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task Networks_Mutated_AreReadOrRefused()
    {
        var seeds = Directory.GetFiles(FixtureFolder(), "*.onnx").Order(StringComparer.Ordinal).Select(File.ReadAllBytes).ToList();
        Assert.True(seeds.Count > 20);
        return new FuzzRun("networks", output).RunAsync(20_000, 200_000, random => NetworkMutation.Of(seeds[random.Next(seeds.Count)], random), bytes => Task.FromResult(TakeNetwork(bytes)));
    }

    [Theory]
    [InlineData("labels", "plain.csv", "file,angle_rad\na.png,0.1\nb.png,-0.2\nc.png,0.3\n")]
    [InlineData("labels-simulator", "driving_log.csv", "center,left,right,steering,throttle,brake,speed\nIMG/c1.jpg,IMG/l1.jpg,IMG/r1.jpg,0.05,1,0,20\nIMG/c2.jpg,IMG/l2.jpg,IMG/r2.jpg,-0.1,1,0,21\n")]
    [InlineData("labels-degrees", "data.txt", "0.jpg 0.0\n1.jpg -2.5\n2.jpg 13.1\n")]
    [InlineData("labels-challenge", "steering.csv", "index,frame,timestamp_ns,steering_rad\n0,a.png,1479424214100000000,0.01\n1,b.png,1479424214200000000,0.02\n")]
    public async Task Labels_Mutated_AreReadOrRefused(string target, string name, string text)
    {
        foreach (var picture in (string[])["a.png", "b.png", "c.png", "0.jpg", "1.jpg", "2.jpg", "IMG/c1.jpg", "IMG/c2.jpg"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder[picture])!);
            await File.WriteAllTextAsync(_folder[picture], "");
        }

        await new FuzzRun(target, output).RunAsync(500, 50_000, random => TextMutation.Of(text, random), bytes => TakeFileAsync(name, bytes, path => DriveReader.Read(path)));
    }

    [Fact]
    public Task Windows_Mutated_AreReadOrRefused() => new FuzzRun("windows", output).RunAsync(
        500, 50_000, random => TextMutation.Of("left,top,width,height\n0,0,15,15\n40,20,15,15\n# a comment\n100,30,50,50\n", random), bytes => TakeFileAsync("windows.csv", bytes, path => WindowListFile.Read(path)));

    [Fact]
    public Task Maps_Mutated_AreReadOrRefused()
    {
        var header = "{'descr': '<f4', 'fortran_order': False, 'shape': (4, 5), }".PadRight(117) + "\n";
        byte[] seed = [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header), .. new byte[80]];
        return new FuzzRun("maps", output).RunAsync(2_000, 100_000, random => ByteMutation.Of(seed, random), bytes => TakeFileAsync("map.npy", bytes, path => NpyReader.Read(path)));
    }

    [Fact]
    public Task Baselines_Mutated_AreReadOrRefused()
    {
        const string seed = """
            {"subject":{"source":"scene:coast-road","width":1280,"height":720,
            "frame_rate":25,"network":"pilotnet","map":"occlusion","windows":867,"layout":"blend","output":"none"},
            "machine":{"processor":"one","cores":2,"engine":"cpu","runtime":".NET","version":"0.1.0"},
            "frames":3,"warm_up_frames":1,"seconds":0.03,
            "frames_per_second":106.5,"real_time_factor":4.2,
            "windows_per_second":92326.3,"allocated_bytes_per_frame":0,"collections":0,
            "preparation":{"network_ms":1,"source_ms":2,"engine_ms":3,"plans_ms":4},
            "stages":[{"name":"decode","mean_ms":2.9,"p50_ms":0.6,
            "p95_ms":7.6,"p99_ms":7.6,"max_ms":7.6,"first_ms":2.9,
            "busy_share":0.3,"queue_mean":null,"queue_max":null}],"baseline":null}
            """;
        return new FuzzRun("baselines", output).RunAsync(500, 50_000, random => TextMutation.Of(seed, random), bytes => TakeFileAsync("baseline.json", bytes, path => BenchBaseline.Read(path)));
    }

    [Fact]
    public Task Settings_Mutated_AreReadOrRefused()
    {
        const string seed = "{\"map\":\"gradcam\",\n\"target\":\"left\",\n\"opacity\":0.5,\n\"sizes\":[15,50],\n\"stride\":4,\n\"palette\":null,\n\"hud\":true,\n\"output\":\"0\",\n\"network\":\"pilotnet\",\n\"smoothing\":0.5}";
        return new FuzzRun("settings", output).RunAsync(1_000, 100_000, random => TextMutation.Of(seed, random), bytes =>
        {
            try
            {
                using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 8 });
                if (!LiveRequests.IsText(document.RootElement)) return Task.FromResult(false);
                LiveSettingsReader.Change(new LiveSettings(), document.RootElement);
                return Task.FromResult(true);
            }
            catch (Exception refusal) when (refusal is SteerlensException or JsonException)
            {
                if (refusal is SteerlensException) RequireOneLine(refusal.Message);
                return Task.FromResult(false);
            }
        });
    }

    /// <summary>Cases that were findings once.</summary>
    [Fact]
    public void FoundNetworks_AreReadOrRefusedNow()
    {
        var files = Directory.GetFiles(Path.Combine(FixtureFolder(), "found"), "*.onnx");
        Assert.NotEmpty(files);
        foreach (var file in files) TakeNetwork(File.ReadAllBytes(file));
    }

    /// <summary>Likewise.</summary>
    [Fact]
    public async Task FoundBaselines_AreReadOrRefusedNow()
    {
        var files = Directory.GetFiles(Path.Combine(FixtureFolder(), "found"), "*.json");
        Assert.NotEmpty(files);
        foreach (var file in files) await TakeFileAsync("baseline.json", await File.ReadAllBytesAsync(file), path => BenchBaseline.Read(path));
    }

    private static bool TakeNetwork(byte[] bytes)
    {
        Network network;
        try
        {
            using var stream = new MemoryStream(bytes, writable: false);
            network = OnnxReader.Read(stream, "case.onnx");
        }
        catch (NetworkFormatException refusal)
        {
            RequireOneLine(refusal.Message);
            return false;
        }

        if (LayerFacts.Of(network).Sum(layer => (double)layer.MultiplyAdds) + network.Input.Length > MostComputed) return true;
        using var engine = new CpuEngine(network, threads: 1);
        using var pass = engine.NewPass();
        engine.Forward(new float[network.Input.Length], pass);
        return true;
    }

    private async Task<bool> TakeFileAsync(string name, byte[] bytes, Action<string> read)
    {
        var path = _folder[name];
        await File.WriteAllBytesAsync(path, bytes);
        try
        {
            read(path);
            return true;
        }
        catch (SteerlensException refusal)
        {
            RequireOneLine(refusal.Message);
            return false;
        }
    }

    private static void RequireOneLine(string message)
    {
        if (message.Length is 0 or > 4000 || message.AsSpan().ContainsAny('\n', '\r')) throw new InvalidOperationException($"a refusal of several lines: {message}");
    }

    private static string FixtureFolder([System.Runtime.CompilerServices.CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "fixtures"));
}
