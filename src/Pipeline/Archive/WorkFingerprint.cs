using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Steerlens.Models;

namespace Steerlens.Pipeline.Archive;

/// <summary>What tells one way of annotating from another: the settings and the network.</summary>
internal static class WorkFingerprint
{
    /// <summary>Of the settings' text; a setting that names a file counts with the file's bytes.</summary>
    public static string OfSettings(string settings)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var line in settings.Split('\n'))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(line + '\n'));
            var value = line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..];
            foreach (var part in value.Split(','))
            {
                if (part.Length > 0 && File.Exists(part)) hash.AppendData(SHA256.HashData(File.ReadAllBytes(part)));
            }
        }

        return Text(hash);
    }

    /// <summary>Of a network's layers, weights and input contract, wherever its file lies.</summary>
    public static string OfNetwork(Network network)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (key, value) in InputContractMetadata.Write(network.Contract)) hash.AppendData(Encoding.UTF8.GetBytes($"{key}={value}\n"));
        foreach (var layer in network.Layers)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{layer} {string.Join(',', layer.Inputs)}\n"));
            float[]?[] values = layer switch
            {
                Convolution convolution => [convolution.Weights, convolution.Bias],
                Dense dense => [dense.Weights, dense.Bias],
                Affine affine => [affine.Scale, affine.Offset],
                Activation activation => [activation.Slopes],
                _ => [],
            };
            foreach (var array in values) hash.AppendData(MemoryMarshal.AsBytes<float>(array));
        }

        return Text(hash);
    }

    private static string Text(IncrementalHash hash) => Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
}
